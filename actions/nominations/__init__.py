"""*Đề cử*: a neighbour's good deed, told by chat; its status, and taking it back."""
